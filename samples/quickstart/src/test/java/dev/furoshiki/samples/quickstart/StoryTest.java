package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole story at small size: what its reader is told is true. */
class StoryTest {

    private static final Size SMALL = new Size(150, 20, 9 << 20);

    private static List<String> story = List.of();

    @BeforeAll
    static void tell() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        new Quickstart(new Terminal(out, false, false), SMALL).tell();
        story = told.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void hasEveryChapter() {
        assertThat(story.stream().filter(line -> line.matches("[0-9]  .*")))
                .containsExactly(
                        "1  A key service in the process",
                        "2  A table with encrypted columns",
                        "3  Two views of the same rows",
                        "4  A customer found by an encrypted phone number",
                        "5  A document of 9 MiB in S3",
                        "6  The key is disabled, and enabled again",
                        "7  What the keys cost");
    }

    @Test
    void readsWellInALog() {
        assertThat(String.join("\n", story)).doesNotContain("\r", "\u001b", "\t");
        assertThat(story).allMatch(line -> line.length() <= Narrator.WIDTH);
        assertThat(story).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void theApplicationSeesPeopleAndTheAdministratorCiphertext() {
        List<String> columns = List.of("name", "address", "phone", "balance");
        List<String[]> rows = Stream.of(columns)
                .flatMap(List::stream)
                .flatMap(column -> story.stream().filter(line -> line.startsWith("   " + column + " ")))
                .map(StoryTest::cells)
                .filter(cells -> cells.length == 3)
                .toList();
        assertThat(rows).hasSize(3 * columns.size());
        assertThat(rows.stream().map(cells -> cells[1])).contains("Customer#000000001", "25-989-741-2988", "711.56");
        assertThat(rows)
                .allSatisfy(cells -> assertThat(cells[2])
                        .matches("\\\\x01[0-9a-f]{18}\\.\\.\\. \\([0-9]+ bytes\\)")
                        .doesNotContain(cells[1]));
    }

    @Test
    void noAdministratorsColumnHasAnythingOfACustomer() {
        List<String> seen = story.stream()
                .map(StoryTest::cells)
                .filter(cells -> cells.length == 3)
                .map(cells -> cells[2])
                .toList();
        assertThat(seen).hasSizeGreaterThan(3 * 7);
        for (Customer customer : Customer.first(SMALL.customers())) {
            assertThat(seen)
                    .doesNotContain(
                            customer.name(),
                            customer.address(),
                            customer.phone(),
                            customer.balance().toPlainString());
        }
    }

    @Test
    void theServerIsAskedForTheIndex() {
        assertThat(line("the server was asked"))
                .matches(".*WHERE \"?fk_[0-9a-f]{16}_eq\"? = \\$1")
                .doesNotContain("26-");
    }

    @Test
    void theDocumentIsLongerInTheStore() {
        long segments = (SMALL.documentBytes() + 65_535) / 65_536;
        assertThat(cells(line("length")))
                .containsExactly(
                        "length",
                        Narrator.format("%,d", SMALL.documentBytes()),
                        Narrator.format("%,d", SMALL.documentBytes() + 32 * segments));
        assertThat(line("put")).startsWith("   put 100% [==").contains("] 9/9 MiB (");
        assertThat(line("get")).startsWith("   get 100% [==").contains("] 9/9 MiB (");
        assertThat(line("all")).matches("   all +[0-9a-f]{64}");
        assertThat(line("4,718,592 to 4,784,127")).matches(".* [0-9a-f]{64}");
    }

    @Test
    void errorsNameTheKeyAndTheWayOut() {
        String text = String.join(" ", story).replaceAll(" +", " ");
        assertThat(text)
                .containsPattern("the database fails: KeyUnavailableException: .* is disabled: enable it")
                .containsPattern("so does S3: DisabledException: the key arn:\\S+ is disabled: enable it")
                .containsPattern("Both work again: read: Customer#000000001, 25-989-741-2988 read: line 00000000 .*"
                        + "inserted: 1 customer put: contracts/0002.txt");
    }

    @Test
    void theCacheSavesMostCalls() {
        long made = calls("made in this run");
        long saved = calls("saved in this run");
        assertThat(made).isBetween(5L, 100L);
        assertThat(saved).isGreaterThan(made);
        assertThat(line("made in this run")).endsWith(Narrator.format(" %.6f", PriceList.requests(made)));
        assertThat(line("1,000 uses a second for a month, without the cache")).matches(".* 2,592,000,000 +7,776\\.94");
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        Path store = Path.of(cells(line("store"))[1]);
        assertThat(store.getParent()).isNotNull().doesNotExist();
    }

    private static String line(String start) {
        return story.stream()
                .filter(line -> line.startsWith("   " + start + " "))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("no line begins with '" + start + "' in\n" + String.join("\n", story)));
    }

    private static String[] cells(String line) {
        return line.strip().split(" {3,}");
    }

    private static long calls(String start) {
        Matcher number = Pattern.compile(" ([0-9,]+) ").matcher(line(start));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1).replace(",", ""));
    }
}
