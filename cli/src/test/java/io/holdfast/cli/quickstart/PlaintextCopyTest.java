package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.sample.SampleData;
import io.holdfast.scanner.PlaintextScanner;
import io.holdfast.scanner.ScanReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlaintextCopyTest {

    @Test
    void everyProbeWordIsFoundInTheCopyWhichIsGoneAfterwards() throws IOException {
        SampleData sample = SampleData.load();
        Path folder;
        try (PlaintextCopy copy = PlaintextCopy.write(sample)) {
            folder = copy.folder();
            ScanReport report = new PlaintextScanner(sample.probes()).scan(folder);

            assertThat(report.words()).containsExactlyInAnyOrderElementsOf(sample.probes());
            assertThat(report.structures()).contains("json", "parquet");
            assertThat(report.gaps()).isEmpty();
        }
        assertThat(folder).doesNotExist();
    }
}
