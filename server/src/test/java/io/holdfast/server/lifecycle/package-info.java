/// Random lives of keys, clusters and workspaces, run on the whole product and on a model of its rules.
@NullMarked
package io.holdfast.server.lifecycle;

import org.jspecify.annotations.NullMarked;
