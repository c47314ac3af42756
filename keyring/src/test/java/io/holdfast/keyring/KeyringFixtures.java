package io.holdfast.keyring;

import io.holdfast.records.RecordDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a [KeyringFixture] of its own, in one database that all tests of the module share.
final class KeyringFixtures implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(KeyringFixtures.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KeyringFixture.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared = context.getRoot().getStore(NAMESPACE)
                .computeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
        // Closed after the test, as everything in its store.
        return context.getStore(NAMESPACE).computeIfAbsent(KeyringFixture.class,
                key -> new KeyringFixture(shared.database), KeyringFixture.class);
    }

    /// Closed with the root context, after the last test.
    private static final class Shared implements AutoCloseable {

        private final Path folder;
        private final RecordDatabase database;

        Shared() {
            try {
                folder = Files.createTempDirectory("holdfast-keyring");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            database = RecordDatabase.open(folder.resolve("platform.db"));
        }

        @Override
        public void close() throws IOException {
            database.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
