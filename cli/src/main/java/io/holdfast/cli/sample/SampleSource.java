package io.holdfast.cli.sample;

/// Where a sample table comes from; the licence text itself is in the `NOTICE` beside the files.
///
/// @param repository URL of the repository
/// @param commit the commit the file was taken at
/// @param path the file in the repository
/// @param licence SPDX identifier
/// @param attribution the copyright line
public record SampleSource(String repository, String commit, String path, String licence,
        String attribution) {}
