package io.holdfast.cli.sample;

/// One column of a sample table.
///
/// @param name as in the schema of the table it was taken from
/// @param type `string`, `int`, `long`, `real`, `bool`, `datetime` or `dynamic`
public record SampleColumn(String name, String type) {}
