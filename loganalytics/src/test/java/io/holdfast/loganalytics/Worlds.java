package io.holdfast.loganalytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a [World] of its own in one [Fixture] that all tests of the module share.
final class Worlds implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(Worlds.class))
                .computeIfAbsent(Shared.class, key -> new Shared(), Shared.class).fixture.world();
    }

    /// Closed with the root context, after the last test.
    private static final class Shared implements AutoCloseable {

        private final Path folder;
        private final Fixture fixture;

        Shared() {
            try {
                folder = Files.createTempDirectory("holdfast-loganalytics");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            fixture = new Fixture(folder);
        }

        @Override
        public void close() throws IOException {
            fixture.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
