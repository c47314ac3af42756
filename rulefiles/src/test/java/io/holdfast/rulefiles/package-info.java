/// Tests of the readers over rules as people have them, and over hostile files.
@NullMarked
package io.holdfast.rulefiles;

import org.jspecify.annotations.NullMarked;
