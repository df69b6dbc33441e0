package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyNamesTest {

    @ParameterizedTest
    @CsvSource({
        "alias/root,                                        arn:aws:kms:eu-west-1:111122223333:key/1234abcd, true",
        "arn:aws:kms:eu-west-1:111122223333:alias/root,     arn:aws:kms:eu-west-1:111122223333:key/1234abcd, true",
        "1234abcd,                                          arn:aws:kms:eu-west-1:111122223333:key/1234abcd, true",
        "234abcd,                                           arn:aws:kms:eu-west-1:111122223333:key/1234abcd, false",
        "key/1234abcd,                                      arn:aws:kms:eu-west-1:111122223333:key/1234abcd, false",
        "arn:aws:kms:eu-west-1:111122223333:key/1234abcd,   arn:aws:kms:eu-west-1:111122223333:key/1234abcd, true",
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd,   arn:aws:kms:eu-west-1:111122223333:key/1234abcd, false",
        "arn:aws:kms:eu-west-1:111122223334:key/1234abcd,   arn:aws:kms:eu-west-1:111122223333:key/1234abcd, false",
        // What a token takes in either case, its ARNs have in lower case.
        "0A01,                                              arn:furoshiki:pkcs11:shop::key/0a01, true",
        "arn:furoshiki:pkcs11:shop::key/0A01,               arn:furoshiki:pkcs11:shop::key/0a01, true",
        "arn:furoshiki:pkcs11:other::key/0a01,              arn:furoshiki:pkcs11:shop::key/0a01, false",
        // Replicas of one key.
        "arn:aws:kms:us-east-1:111122223333:key/mrk-1234,   arn:aws:kms:eu-west-1:111122223333:key/mrk-1234, true",
        "arn:aws:kms:us-east-1:111122223333:key/mrk-1235,   arn:aws:kms:eu-west-1:111122223333:key/mrk-1234, false",
        "arn:aws:kms:us-east-1:111122223334:key/mrk-1234,   arn:aws:kms:eu-west-1:111122223333:key/mrk-1234, false",
        "arn:aws,                                           arn:aws:kms:eu-west-1:111122223333:key/mrk-1234, false"
    })
    void whichNamesMayMeanWhichKey(String named, String keyArn, boolean expected) {
        assertThat(KeyNames.mayMean(named, keyArn)).isEqualTo(expected);
    }
}
