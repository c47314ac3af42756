package io.holdfast.server.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A beginning from which many lives are led: a data folder as its steps left it, copied for each life.
final class Life {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /// After so many steps also what should not have changed is looked at.
    private static final int ALL_EVERY = 5;

    private final List<Step> beginning;
    private final Path folder;
    private final Product.Notes notes;

    private Life(List<Step> beginning, Path folder, Product.Notes notes) {
        this.beginning = beginning;
        this.folder = folder;
        this.notes = notes;
    }

    /// Takes the steps of a beginning.
    static Life begin(List<Step> beginning, Path folder) {
        Model model = new Model(START);
        try (Product product = Product.create(folder, START)) {
            beginning.forEach(step -> take(step, model, product));
            new Comparison(model, product).check();
            return new Life(beginning, folder, product.notes());
        }
    }

    /// The model after the beginning.
    Model model() {
        Model model = new Model(START);
        beginning.forEach(model::take);
        return model;
    }

    /// Leads a life in a copy of the folder, and compares after each step.
    ///
    /// @return the first difference, with the number of its step; empty if there is none
    Optional<String> lead(List<Step> steps, Path copy) {
        copy(copy);
        Model model = model();
        int number = 0;
        try (Product product = Product.open(copy, notes)) {
            Comparison comparison = new Comparison(model, product);
            for (Step step : steps) {
                number++;
                take(step, model, product);
                if (number % ALL_EVERY == 0 || number == steps.size()) {
                    comparison.check();
                } else {
                    comparison.checkChanges();
                }
            }
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional
                    .of("step " + number + ", " + (number == 0 ? "opening" : steps.get(number - 1)) + ": "
                            + e.getMessage() + " (" + e.getClass().getSimpleName() + ")");
        } finally {
            delete(copy);
        }
    }

    private static void take(Step step, Model model, Product product) {
        Optional<String> expected = model.take(step);
        expected.ifPresent(answer -> Comparison.same("answer of " + step, answer, product.take(step, model)));
    }

    private void copy(Path target) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path copied = target.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
