package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.BackupRestore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups of stores whose key is revoked, before the backup or while it is made: they are copied as they are, and what
/// is restored is dark until the key is back.
class BackupWhileDarkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WAITING = "/properties/waitingBatches";

    @TempDir
    private Path folder;
    private final Model model = new Model(Filled.START);
    private Path data = Path.of("");
    private Path backup = Path.of("");
    private Path restored = Path.of("");
    private Product.Notes notes = new Product.Notes("", Filled.START, Map.of(), Map.of(),
            Map.of());

    @BeforeEach
    void fill() {
        data = folder.resolve("data");
        backup = folder.resolve("backup");
        restored = folder.resolve("restored");
        notes = Filled.fill(data, model);
    }

    private static Step enable(boolean enabled) {
        return new Step.Enable(Filled.KEY, -1, enabled);
    }

    private void restore() {
        BackupRestore.restore(backup, restored, Optional.of(data.resolve("platform.key")), Optional.empty());
    }

    @Test
    void batchesThatWaitInABackupAreTakenOnceWhenTheKeyIsBack() {
        try (Product product = Product.open(data, notes)) {
            assertThat(product.sealedIngest(0, "PUT", "{'properties':{'enabled':true}}").brief())
                    .isEqualTo("200");
            Filled.take(product, model, enable(false));
            assertThat(product.ingest(Filled.WORKSPACE, 201)).isEqualTo("204");
            assertThat(product.ingest(Filled.WORKSPACE, 202)).isEqualTo("204");

            assertThat(product.backup(backup)).isEqualTo("200");

            assertThat(product.ingest(Filled.WORKSPACE, 203)).as("not in the backup").isEqualTo("204");
        }
        restore();
        try (Product product = Product.open(restored, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo(Model.REVOKED);
            assertThat(product.sealedIngest(0, "GET", "").json().at(WAITING).asInt()).isEqualTo(2);
            assertThat(product.ingest(Filled.WORKSPACE, 204)).isEqualTo("204");
            Filled.take(product, model, enable(true));
            awaitRestoration(product);
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo("[1, 201, 202, 204]");
        }
        try (Product product = Product.open(restored, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).as("after a restart").isEqualTo("[1, 201, 202, 204]");
            assertThat(product.listIncidents(Filled.ONBOARDED)).isEqualTo("[incident-2]");
        }
    }

    private static void awaitRestoration(Product product) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (product.sealedIngest(0, "GET", "").json().at(WAITING).asInt() > 0) {
            assertThat(System.nanoTime()).as("What waits is taken").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aKeyThatGoesWhileFilesAreGatheredDoesNotEndTheBackup() {
        Product[] open = new Product[1];
        int[] gathered = {0};
        try (Product product = Product.open(data, notes, step -> {
            if (step.equals("backup.gather.locked") && gathered[0]++ == 0) {
                Filled.take(open[0], model, enable(false));
            }
        })) {
            open[0] = product;
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo("[1]");

            assertThat(product.backup(backup)).isEqualTo("200");

            assertThat(gathered[0]).as("once more, now that nobody writes").isEqualTo(2);
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo(Model.REVOKED);
        }
        restore();
        try (Product product = Product.open(restored, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo(Model.REVOKED);
            Filled.take(product, model, enable(true));
            assertThat(product.query(Filled.WORKSPACE)).isEqualTo("[1]");
        }
    }
}
