package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/// Values of the parameters that a query declares.
final class ParameterOptions {

    @Option(names = "--param", paramLabel = "NAME=VALUE",
            description = "Value of a parameter of declare query_parameters: a string's text, else a literal such as"
                    + " 5, 1h or datetime(2026-01-01). May be repeated.")
    private Map<String, String> values = Map.of();

    Map<String, String> values() {
        return values;
    }
}
