package io.holdfast.sentinel;

import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.Caller;

/// Whether a text is a query over what a workspace has.
@FunctionalInterface
public interface QueryCheck {

    /// Checks a query without running it.
    ///
    /// @throws io.holdfast.kql.KqlException if it is none over the tables and functions of the workspace
    void check(Caller caller, WorkspaceView workspace, String query);
}
