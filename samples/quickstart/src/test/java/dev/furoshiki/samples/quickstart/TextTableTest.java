package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.samples.quickstart.TextTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable(Column.text("who"), Column.number("calls"), Column.text("why"));
        table.row("application", "7", "it asked");
        table.row("", "1,000", "");
        assertThat(table.lines(false))
                .containsExactly(
                        "who           calls   why",
                        "-----------   -----   --------",
                        "application       7   it asked",
                        "              1,000");
    }

    @Test
    void aTableOfFactsHasNoHead() {
        TextTable table = new TextTable(Column.text(""), Column.text(""));
        table.row("key", "value");
        table.gap();
        table.row("longer", "v");
        assertThat(table.lines(false)).containsExactly("key      value", "", "longer   v");
    }

    @Test
    void coloursChangeNoWidth() {
        TextTable table = new TextTable(Column.text("a", Style.APPLICATION), Column.text("b", Style.ADMINISTRATOR));
        table.row("plain", "cell");
        table.row("p", "");
        List<String> coloured = table.lines(true);
        assertThat(coloured.get(2)).isEqualTo("\u001b[32mplain\u001b[0m   \u001b[33mcell\u001b[0m");
        assertThat(coloured.stream()
                        .map(line -> line.replaceAll("\u001b\\[[0-9]*m", "").stripTrailing()))
                .containsExactlyElementsOf(table.lines(false));
    }

    @Test
    void aRowHasACellForEachColumn() {
        TextTable table = new TextTable(Column.text("a"), Column.text("b"));
        assertThatThrownBy(() -> table.row("only one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 cells for 2 columns");
    }
}
