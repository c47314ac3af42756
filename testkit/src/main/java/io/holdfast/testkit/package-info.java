/// Real servers of others, for the tests of several modules. No part of the product.
@org.jspecify.annotations.NullMarked
package io.holdfast.testkit;
