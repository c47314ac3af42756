package io.holdfast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option of the commands that work on a workspace by what people call it; see [WorkspaceSearch].
public final class WorkspaceName {

    @Option(names = "--workspace", paramLabel = "NAME", defaultValue = "${env:HOLDFAST_WORKSPACE}",
            description = "The workspace: its name, customerId or resource id ($HOLDFAST_WORKSPACE).")
    private @Nullable String workspace;

    /// What was given.
    ///
    /// @throws CommandFailedException if nothing was
    public String required() {
        if (workspace == null || workspace.isBlank()) {
            throw new CommandFailedException("missing --workspace or $HOLDFAST_WORKSPACE");
        }
        return workspace;
    }
}
