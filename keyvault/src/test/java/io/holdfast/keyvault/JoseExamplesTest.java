package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of RFC 7518, appendix B: contents under AES-CBC and HMAC, as clients put them together from what the
/// vault does with two keys.
class JoseExamplesTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String PLAINTEXT = "A cipher system must not be required to be secret, and it must be able to"
            + " fall into the hands of the enemy without inconvenience";

    private static byte[] key(int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    @ParameterizedTest
    @CsvSource({
            "A128CBC-HS256, 32, c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c"
                    + "5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c8"
                    + "6e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550"
                    + "a67646344427ade54b8851ffb598f7f80074b9473c82e2db,"
                    + "652c3fa36b0a7c5b3219fab3a30bc1c4",
            "A192CBC-HS384, 48, ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c107"
                    + "2654bd30944230c657bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b"
                    + "3bed787a2f0ffcbf3904be2a641d5c2105bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49"
                    + "787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3,"
                    + "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
            "A256CBC-HS512, 64, 4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373b"
                    + "ccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a1"
                    + "1a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053"
                    + "d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6,"
                    + "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"})
    void compositesOpenWithTheVaultsOperations(String enc, int keyBytes, String ciphertext, String tag) {
        JoseChecks.Content content = new JoseChecks.Content(
                "The second principle of Auguste Kerckhoffs".getBytes(StandardCharsets.US_ASCII),
                HEX.parseHex("1af38c2dc2b96ffdd86694092341bc04"), HEX.parseHex(ciphertext),
                HEX.parseHex(tag));

        assertThat(JoseChecks.opened(enc, key(keyBytes), content)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII)))
                .hasValue(PLAINTEXT);
    }
}
