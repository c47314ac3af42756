package io.holdfast.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.lifecycle.Step.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a copy of the data files, made before an account was deleted, is worth afterwards.
///
/// The copy is of what holds content: the log stores of the clusters and the documents. A copy that has the records of
/// the keys too is readable as long as the customer's key is: that is what backups are for, and why the customer who
/// wants all copies gone deletes the key.
class ShreddedCopyTest {

    @TempDir
    private Path folder;

    @Test
    void rulesC6_S19_P8_aCopyOfTheFilesIsUnreadableOnceTheAccountIsDeleted() throws IOException {
        Path before = folder.resolve("before");
        Path data = folder.resolve("data");
        Model model = new Model(Filled.START);
        Product.Notes notes = Filled.fill(before, model);
        copy(before, data);
        String former;
        String successor;
        try (Product product = Product.open(data, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).as("the copy is whole").isEqualTo("[1]");
            assertThat(product.listIncidents(Filled.ONBOARDED)).isEqualTo("[incident-2]");
            former = clusterId(product, 0);
            Filled.take(product, model, new Step.DeleteCluster(0), new Step.PutCluster(1, 500),
                    new Step.GivePolicy(0, new Who(1)), new Step.SetKey(1, Filled.KEY, -1),
                    new Step.Link(Filled.WORKSPACE, 1));
            successor = clusterId(product, 1);
            assertThat(data.resolve("clusters").resolve(former)).doesNotExist();
        }

        // The files are put back where they were, and under the cluster that the workspace has now.
        copy(before.resolve("clusters"), data.resolve("clusters"));
        copy(before.resolve("clusters").resolve(former), data.resolve("clusters").resolve(successor));
        copyFiles(before.resolve("state"), data.resolve("state"), "documents.db");

        try (Product product = Product.open(data, notes)) {
            assertThat(product.getCluster(0, "").status()).isEqualTo(404);
            assertThat(product.query(Filled.WORKSPACE)).startsWith("5");
            assertThat(product.listIncidents(Filled.ONBOARDED)).isEqualTo("409 Conflict");
        }
        try (Product product = Product.open(before, notes)) {
            assertThat(product.query(Filled.WORKSPACE)).as("with the records of the keys").isEqualTo("[1]");
        }
    }

    private static String clusterId(Product product, int number) {
        return product.getCluster(number, "").text("/properties/clusterId");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void copyFiles(Path from, Path to, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(found -> found.getFileName().toString().startsWith(prefix))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
