/// Clusters, workspaces, tables and data collection rules; ingestion of logs and queries over them.
///
/// It knows ARM resources, key states and open log stores. It holds no key bytes, writes no file of its own
/// and knows
/// nothing of Sentinel but what a [io.holdfast.loganalytics.WorkspaceGate] tells it.
@NullMarked
package io.holdfast.loganalytics;

import org.jspecify.annotations.NullMarked;
