package dev.furoshiki.awskms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/keys.md says of this provider. */
class AwsDocumentTest {

    private static final String PAGE = "docs/keys.md";

    @Test
    void thePolicyAllowsWhatDataKeysNeedAndNoMore() throws IOException {
        String policy = Document.read(PAGE).blocks("json").stream()
                .map(lines -> String.join("\n", lines))
                // Key policies name principals, those of IAM do not.
                .filter(block -> block.contains("\"Statement\"") && !block.contains("\"Principal\""))
                .findFirst()
                .orElseThrow();
        TreeSet<String> allowed = Pattern.compile("\"kms:(\\w+)\"")
                .matcher(policy)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        byte[] plaintext = new byte[32];
        try (FaultyKms aws = new FaultyKms(FaultyKms.dataKey(FaultyKms.KEY_ARN, plaintext, new byte[1]));
                AwsKeyManagementService service = aws.service();
                GeneratedDataKey key =
                        service.generateDataKey(FaultyKms.KEY_ARN, plaintext.length, EncryptionContext.empty())) {
            service.decrypt(key.encrypted(), EncryptionContext.empty()).close();
            service.dryRunDecrypt(key.encrypted(), EncryptionContext.empty());
            assertThat(aws.questions().stream()
                            .map(FaultyKms.Question::operation)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(allowed);
        }
        assertThat(policy).contains(":key/").doesNotContain("\"*\"");
    }

    @Test
    void theTableHasTheOptionsThatThereAre() throws IOException {
        List<String> options = Document.read(PAGE).table("## AWS KMS").stream()
                .map(row -> row.get(0))
                .map(cell -> cell.substring(0, cell.indexOf('=')))
                .sorted()
                .toList();
        assertThatThrownBy(() -> new AwsKeyProvider().open(KeyProviderUri.parse("aws-kms:?unknown=x")))
                .hasMessageEndingWith("It knows " + String.join(", ", options));
    }

    @Test
    void theStatedTimesAreThoseThatHold() throws IOException {
        List<String> callTimeout = Document.read(PAGE).table("## AWS KMS").stream()
                .filter(row -> row.get(0).startsWith("callTimeout="))
                .findFirst()
                .orElseThrow();
        assertThat(callTimeout.get(1))
                .isEqualTo(AwsConnection.DEFAULT.callTimeout().toString());
        List<String> limits = Pattern.compile("`(PT[^`]+)`")
                .matcher(callTimeout.get(2))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(limits).containsExactly("PT0.1S", "PT5M");
        for (String limit : limits) {
            new AwsKeyProvider()
                    .open(KeyProviderUri.parse("aws-kms:?region=eu-central-1&callTimeout=" + limit))
                    .close();
        }
    }
}
