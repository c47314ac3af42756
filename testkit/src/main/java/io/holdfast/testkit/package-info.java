/// Real servers of others, a clock that can be moved and processes that are killed, for the tests of several modules.
/// No part of the product.
@org.jspecify.annotations.NullMarked
package io.holdfast.testkit;
