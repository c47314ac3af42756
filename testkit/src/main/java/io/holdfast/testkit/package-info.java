/// Real servers of others and a clock that can be moved, for the tests of several modules. No part of the product.
@org.jspecify.annotations.NullMarked
package io.holdfast.testkit;
