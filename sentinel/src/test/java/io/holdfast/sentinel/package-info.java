/// Tests of Sentinel through the API dispatcher, over real vaults, keys, records and log stores.
@NullMarked
package io.holdfast.sentinel;

import org.jspecify.annotations.NullMarked;
