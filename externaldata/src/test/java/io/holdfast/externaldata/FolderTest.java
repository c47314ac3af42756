package io.holdfast.externaldata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.KqlException;
import io.holdfast.query.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files of the machine may be read.
class FolderTest {

    private static final String ROWS = "[{\"c0\":\"1\",\"c1\":\"2\"}]";

    @TempDir
    private Path machine = Path.of("");
    private ExternalData data = ExternalData.off();

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(machine.resolve("allowed/in"));
        Files.createDirectories(machine.resolve("allowed-not"));
        for (String file : List.of("allowed/a.csv", "allowed/in/b c.csv", "allowed-not/secret.csv")) {
            Files.writeString(machine.resolve(file), "1,2");
        }
        data = Sources.open(new ExternalPlaces(List.of(), List.of(machine.resolve("allowed"))),
                ExternalLimits.DEFAULT);
    }

    @Test
    void filesOfTheFolderAndOfThoseInItAreRead() {
        assertThat(read(machine + "/allowed/a.csv")).isEqualTo(ROWS);
        assertThat(read(machine + "/allowed/in/b c.csv")).isEqualTo(ROWS);
        assertThat(read(machine.resolve("allowed/in/b c.csv").toUri().toString())).isEqualTo(ROWS);
        assertThat(read(machine + "/allowed/in/../a.csv")).isEqualTo(ROWS);
    }

    @Test
    void filesElsewhereAreRefusedWithThePlaceAndTheSetting() {
        for (String outside : List.of(machine + "/allowed-not/secret.csv",
                machine + "/allowed/../allowed-not/secret.csv",
                "file://" + machine + "/allowed/%2e%2e/allowed-not/secret.csv", "/etc/passwd", "/",
                machine + "/nowhere.csv")) {
            assertThatThrownBy(() -> read(outside)).as(outside)
                    .isInstanceOfSatisfying(KqlException.class, e -> {
                        assertThat(e.position()).isEqualTo(Sources.POSITION);
                        assertThat(e).hasMessageContaining("serve --external-data-folder");
                    });
        }
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowedAndOneWithinIs() throws IOException {
        Files.createSymbolicLink(machine.resolve("allowed/link.csv"),
                machine.resolve("allowed-not/secret.csv"));
        Files.createSymbolicLink(machine.resolve("allowed/door"), machine.resolve("allowed-not"));
        Files.createSymbolicLink(machine.resolve("allowed/within.csv"), machine.resolve("allowed/a.csv"));

        for (String link : List.of("link.csv", "door/secret.csv")) {
            assertThatThrownBy(() -> read(machine + "/allowed/" + link))
                    .isInstanceOf(QueryException.External.class)
                    .hasMessageContaining("serve --external-data-folder");
        }
        assertThat(read(machine + "/allowed/within.csv")).isEqualTo(ROWS);
    }

    @Test
    void aFolderThatIsALinkIsAllowedByBothItsNames() throws IOException {
        Files.createSymbolicLink(machine.resolve("alias"), machine.resolve("allowed"));
        data = Sources.open(new ExternalPlaces(List.of(), List.of(machine.resolve("alias"))),
                ExternalLimits.DEFAULT);

        assertThat(read(machine + "/alias/a.csv")).isEqualTo(ROWS);
        assertThat(read(machine + "/allowed/a.csv")).isEqualTo(ROWS);
    }

    @Test
    void whatIsNoFileOrNotThereIsSaidSo() {
        for (String none : List.of("in", "none.csv", "a.csv/b.csv")) {
            assertThatThrownBy(() -> read(machine + "/allowed/" + none))
                    .isInstanceOf(QueryException.External.class);
        }
    }

    @Test
    void nothingIsReadWhereNothingIsAllowed() {
        data = ExternalData.off();

        assertThatThrownBy(() -> read(machine + "/allowed/a.csv")).isInstanceOf(KqlException.class);
        assertThatThrownBy(() -> read("https://localhost/a.csv")).isInstanceOf(KqlException.class);
    }

    @Test
    void aFolderThatIsNoneIsNoSetting() {
        for (String none : List.of("nowhere", "allowed/a.csv")) {
            ExternalPlaces places = new ExternalPlaces(List.of(), List.of(machine.resolve(none)));
            assertThatThrownBy(() -> Sources.open(places, ExternalLimits.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(none);
        }
    }

    private String read(String address) {
        return Sources.read(data, Sources.texts(Map.of(), address));
    }
}
