package dev.furoshiki.benchmarks.tuning;

/** A configuration as Java code, to paste. Stateless. */
public final class Recipe {

    private Recipe() {}

    /** What opens {@code DataKeys} with that policy; what is as it is unless set is left out. */
    public static String of(Configuration configuration) {
        StringBuilder code = new StringBuilder("DataKeys keys = DataKeys.builder(uri)\n");
        for (Knob knob : Knob.values()) {
            String arguments = knob.argumentsOf(configuration);
            if (!arguments.isEmpty() && !arguments.equals(knob.argumentsOf(Configuration.DEFAULT))) {
                code.append("        .")
                        .append(knob.label())
                        .append('(')
                        .append(arguments)
                        .append(")\n");
            }
        }
        return code.append("        .build();\n").toString();
    }
}
