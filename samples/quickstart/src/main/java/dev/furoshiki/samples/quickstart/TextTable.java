package dev.furoshiki.samples.quickstart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/** Rows of text in columns as wide as their widest cell. Not thread-safe. */
final class TextTable {

    private static final String GAP = "   ";

    /** A heading, and how the cells below it look. */
    record Column(String heading, Style style, boolean rightAligned) {

        static Column text(String heading) {
            return text(heading, Style.PLAIN);
        }

        static Column text(String heading, Style style) {
            return new Column(heading, style, false);
        }

        static Column number(String heading) {
            return new Column(heading, Style.PLAIN, true);
        }

        private String aligned(String cell, int width) {
            String space = " ".repeat(width - cell.length());
            return rightAligned ? space + cell : cell + space;
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(Column... columns) {
        this.columns = List.of(columns);
    }

    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** An empty line between two groups of rows. */
    void gap() {
        String[] cells = new String[columns.size()];
        Arrays.fill(cells, "");
        row(cells);
    }

    List<String> lines(boolean coloured) {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        List<String> headings = columns.stream().map(Column::heading).toList();
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            lines.add(line(headings, widths, coloured, true));
            lines.add(rule(widths));
        }
        rows.forEach(row -> lines.add(line(row, widths, coloured, false)));
        return lines;
    }

    private int[] widths() {
        int[] widths =
                columns.stream().mapToInt(column -> column.heading().length()).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths, boolean coloured, boolean heading) {
        StringJoiner line = new StringJoiner(GAP);
        for (int i = 0; i < widths.length; i++) {
            Column column = columns.get(i);
            boolean last = i == widths.length - 1;
            String cell = last && !column.rightAligned() ? cells.get(i) : column.aligned(cells.get(i), widths[i]);
            line.add(coloured ? (heading ? Style.HEADING : column.style()).on(cell) : cell);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(int[] widths) {
        StringJoiner rule = new StringJoiner(GAP);
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        return rule.toString();
    }
}
