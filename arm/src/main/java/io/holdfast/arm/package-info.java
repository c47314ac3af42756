/// What all management APIs share: resource ids, resources, groups, providers, asynchronous operations and
/// errors.
///
/// It knows no provider by its behaviour, no token format and no key; it must not hold customer content.
@NullMarked
package io.holdfast.arm;

import org.jspecify.annotations.NullMarked;
