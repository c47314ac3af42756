package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.EcCurve;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Key version records of all versions of their format.
class KeyCodecTest {

    private static final String VERSION_1 = """
            {"v":1,"version":"0123456789abcdef0123456789abcdef","kty":"oct","bits":256,"ops":["wrapKey"],
             "enabled":true,"exp":1800000000000,"created":1700000000000,"updated":1700000001000,
             "tags":{"a":"1"},"material":"AAEC"}
            """;
    private static final String VERSION_2 = """
            {"v":2,"version":"0123456789abcdef0123456789abcdef","kty":"EC-HSM","enabled":false,
             "created":1700000000000,"updated":1700000001000,"provider":"other","material":"AAEC",
             "crv":"P-256","x":"AQ","y":"Ag","ops":["sign"],"tags":{}}
            """;

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRecordOfVersion1IsAKeyInSoftware() {
        KeyVersion version = KeyCodec.version(bytes(VERSION_1));

        assertThat(version.held().provider()).isEqualTo("software");
        assertThat(version.held().material()).containsExactly(0, 1, 2);
        assertThat(version.type()).isEqualTo(KeyType.OCT);
        assertThat(version.publicPart()).isEqualTo(new PublicPart.Oct(256));
        assertThat(version.operations()).isEqualTo(List.of("wrapKey"));
        assertThat(version.tags()).isEqualTo(Map.of("a", "1"));
        assertThat(version.attributes()).isEqualTo(new KeyVersion.Attributes(true, Optional.empty(),
                Optional.of(Instant.ofEpochSecond(1_800_000_000)), Instant.ofEpochSecond(1_700_000_000),
                Instant.ofEpochSecond(1_700_000_001)));
    }

    @Test
    void aRecordOfVersion2NamesItsProviderAndIsWrittenAsItWasRead() {
        KeyVersion version = KeyCodec.version(bytes(VERSION_2));

        assertThat(version.held().provider()).isEqualTo("other");
        assertThat(version.type()).isEqualTo(KeyType.EC_HSM);
        assertThat(version.publicPart().spec()).isEqualTo(new KeySpec.Ec(EcCurve.P256));
        assertThat(new String(KeyCodec.bytes(version), StandardCharsets.UTF_8))
                .isEqualToIgnoringWhitespace(VERSION_2);
    }

    @Test
    void aRecordOfALaterVersionIsNotGuessedAt() {
        assertThatThrownBy(() -> KeyCodec.version(bytes(VERSION_2.replace("\"v\":2", "\"v\":3"))))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("it knows 1 to 2");
    }
}
