/// Batches that arrive while the key of a cluster may not be used: sealed to a public key of the cluster,
/// they wait until it may.
///
/// It knows neither rows nor tables, nor who decides whether a key may be used: a batch is bytes, and whoever
/// has the account key gets them back.
@NullMarked
package io.holdfast.sealedingest;

import org.jspecify.annotations.NullMarked;
