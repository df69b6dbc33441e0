package dev.furoshiki.crypto;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** The published vectors, which lie outside the project: in the folder that {@code furoshiki.vectors} names. */
final class PublishedVectors {

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private PublishedVectors() {}

    /** A sub-folder; skips the test, and says so, where it is absent. */
    static Path folder(String name) {
        String root = System.getProperty("furoshiki.vectors", "../shared/vectors");
        Path folder = Path.of(root, name);
        String absent = "skipped: no test vectors in " + folder + "; name their folder with -Dfuroshiki.vectors=...";
        if (!Files.isDirectory(folder) && SAID.add(absent)) {
            // Surefire keeps the reason of a skipped test to its report file.
            System.out.println(absent);
        }
        Assumptions.assumeTrue(Files.isDirectory(folder), absent);
        return folder;
    }

    /** The cases of a Wycheproof file. */
    static List<Case> wycheproof(String file) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(folder("wycheproof").resolve(file))) {
            JsonObject suite = JsonParser.parseReader(reader).getAsJsonObject();
            suite.getAsJsonArray("testGroups")
                    .forEach(group -> group.getAsJsonObject()
                            .getAsJsonArray("tests")
                            .forEach(test -> cases.add(new Case(group.getAsJsonObject(), test.getAsJsonObject()))));
            // A file that was cut, or read wrongly, must not pass for having few cases.
            if (cases.size() != suite.get("numberOfTests").getAsInt()) {
                throw new IOException(file + " promises another number of tests than " + cases.size());
            }
        }
        return cases;
    }

    record Case(JsonObject group, JsonObject test) {

        byte[] hex(String name) {
            return HexFormat.of().parseHex(test.get(name).getAsString());
        }

        int number(String name) {
            return test.get(name).getAsInt();
        }

        int ofGroup(String name) {
            return group.get(name).getAsInt();
        }

        /** Whether both answers are right: a weaker parameter that some refuse. */
        boolean isAcceptable() {
            return test.get("result").getAsString().equals("acceptable");
        }

        /** The result is never "acceptable" in the files of what is used; a new one would be noticed here. */
        boolean isValid() {
            String result = test.get("result").getAsString();
            if (!result.equals("valid") && !result.equals("invalid")) {
                throw new IllegalStateException("undecided: " + this);
            }
            return result.equals("valid");
        }

        @Override
        public String toString() {
            return "tcId " + test.get("tcId") + ", " + test.get("comment");
        }
    }
}
