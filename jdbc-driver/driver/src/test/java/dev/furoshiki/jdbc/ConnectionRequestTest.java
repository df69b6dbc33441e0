package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverPropertyInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part of a URL and its properties is ours, and what the delegate gets. */
class ConnectionRequestTest {

    private static final String URL = "jdbc:furoshiki:postgresql://localhost:5432/app";

    private static ConnectionRequest parse(String url) throws DriverPropertyException {
        return ConnectionRequest.parse(url, new Properties());
    }

    @Test
    void theDelegateSeesNothingOfOurs() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("furoshiki.policy", "/etc/policy.yaml");
        properties.setProperty("password", "furoshiki.keys=x");
        ConnectionRequest request = ConnectionRequest.parse(
                URL
                        + "?ssl=true&furoshiki.keys=embedded:/k?passphraseFile=/p%26iterations=3&user=a%26b&furoshiki%2Ecatalog=create",
                properties);
        assertThat(request.delegateUrl()).isEqualTo("jdbc:postgresql://localhost:5432/app?ssl=true&user=a%26b");
        assertThat(request.delegateProperties()).containsOnly(java.util.Map.entry("password", "furoshiki.keys=x"));
        assertThat(request.own().keys()).isEqualTo("embedded:/k?passphraseFile=/p&iterations=3");
        assertThat(request.own().get(DriverProperty.POLICY)).contains("/etc/policy.yaml");
        assertThat(request.own().get(DriverProperty.CATALOG)).contains("create");
    }

    @Test
    void aUrlWithOnlyOursLosesItsQuestionMark() throws Exception {
        assertThat(parse(URL + "?furoshiki.keys=a:b").delegateUrl()).isEqualTo("jdbc:postgresql://localhost:5432/app");
        assertThat(parse(URL).delegateUrl()).isEqualTo("jdbc:postgresql://localhost:5432/app");
    }

    @Test
    void defaultsOfPropertiesCount() throws Exception {
        Properties defaults = new Properties();
        defaults.setProperty("furoshiki.keys", "a:b");
        defaults.setProperty("user", "u");
        ConnectionRequest request = ConnectionRequest.parse(URL, new Properties(defaults));
        assertThat(request.own().keys()).isEqualTo("a:b");
        assertThat(request.delegateProperties().getProperty("user")).isEqualTo("u");
    }

    @ParameterizedTest
    @CsvSource({
        "furoshiki.key, furoshiki.keys",
        "furoshiki.polcy, furoshiki.policy",
        "furoshiki.Catalog, furoshiki.catalog",
        "furoshiki.catalogpin, furoshiki.catalogPin",
        "furoshiki.catalogMaxAges, furoshiki.catalogMaxAge",
    })
    void anUnknownPropertyProposesTheNearest(String wrong, String nearest) {
        assertThatThrownBy(() -> parse(URL + "?" + wrong + "=x"))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("no property " + wrong)
                .hasMessageContaining("did you mean " + nearest + "?")
                .hasFieldOrPropertyWithValue("SQLState", "22023");
        Properties properties = new Properties();
        properties.setProperty(wrong, "x");
        assertThatThrownBy(() -> ConnectionRequest.parse(URL, properties))
                .hasMessageContaining("did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"furoshiki.passphrase", "furoshiki.rootKey", "furoshiki.keyPassword"})
    void aSecretIsToldWhereItBelongsAndNotRepeated(String property) {
        assertThatThrownBy(() -> parse(URL + "?" + property + "=hunter2"))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("passphraseFile=")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "furoshiki.catalog=creat, did you mean create?",
        "furoshiki.catalog=yes, one of require; create",
        "furoshiki.keys=, furoshiki.keys is empty",
        "furoshiki.keys=%zz, write a percent sign as %25",
        "furoshiki.catalogPin=12:3, <32 lower-case hex digits>:<version from 1>",
        "furoshiki.catalogPin=00112233445566778899aabbccddeeff:0, <version from 1>",
        "furoshiki.catalogMaxAge=5, ISO 8601 duration",
        "furoshiki.catalogMaxAge=PT2H, between PT0S and PT1H",
        "furoshiki.catalogMaxAge=-PT1S, between PT0S and PT1H",
        "furoshiki.policy=%00, no path",
        "furoshiki.entities=%2C, names no class or package",
    })
    void aValueThatCannotBeIsRefused(String parameter, String message) {
        assertThatThrownBy(() -> {
                    PropertyValues own = parse(URL + "?" + parameter).own();
                    own.catalogOptions();
                    own.catalogMaxAge();
                })
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining(message.replace(';', ','));
    }

    @Test
    void valuesThatContradictEachOtherAreRefused() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("furoshiki.keys", "a:b");
        assertThatThrownBy(() -> ConnectionRequest.parse(URL + "?furoshiki.keys=a:c", properties))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("furoshiki.keys is given twice");
        assertThat(ConnectionRequest.parse(URL + "?furoshiki.keys=a:b", properties)
                        .own()
                        .keys())
                .isEqualTo("a:b");
    }

    @Test
    void aPropertyThatIsNoTextIsRefused() {
        Properties properties = new Properties();
        properties.put("furoshiki.catalogMaxAge", Duration.ofSeconds(1));
        assertThatThrownBy(() -> ConnectionRequest.parse(URL, properties))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("furoshiki.catalogMaxAge is not text");
    }

    @Test
    void otherDatabasesAreRefusedByName() {
        assertThatThrownBy(() -> parse("jdbc:furoshiki:oracle:thin:@localhost"))
                .isInstanceOf(DriverPropertyException.class)
                .hasMessageContaining("jdbc:furoshiki:postgresql://localhost/app");
    }

    @Test
    void whatIsShownHasNoParameters() throws Exception {
        ConnectionRequest request = parse(URL + "?user=u&password=hunter2&furoshiki.keys=a:b");
        assertThat(request).hasToString("jdbc:furoshiki:postgresql://localhost:5432/app");
        assertThat(String.valueOf(request.databaseKey())).doesNotContain("hunter2", "a:b");
    }

    @Test
    void everyPropertyIsDescribed() throws Exception {
        DriverPropertyInfo[] infos =
                new FuroshikiDriver().getPropertyInfo(URL + "?furoshiki.catalog=create", new Properties());
        for (DriverProperty property : DriverProperty.values()) {
            DriverPropertyInfo info = Arrays.stream(infos)
                    .filter(one -> one.name.equals(property.key()))
                    .findFirst()
                    .orElseThrow();
            assertThat(info.description).as(property.key()).isNotBlank().endsWith(".");
            assertThat(info.required).isEqualTo(property == DriverProperty.KEYS);
            assertThat(property.key()).startsWith("furoshiki.");
        }
        assertThat(infos)
                .anySatisfy(info -> {
                    assertThat(info.name).isEqualTo("furoshiki.catalog");
                    assertThat(info.value).isEqualTo("create");
                    assertThat(info.choices).containsExactly("require", "create", "createTables");
                })
                .anySatisfy(info -> assertThat(info.name).isEqualTo("sslmode"));
    }
}
