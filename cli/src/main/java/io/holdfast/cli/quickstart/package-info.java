/// The quickstart: the life of a log store under a customer-managed key, told step by step.
///
/// It acts as a user would, through the public HTTPS API only; of the server it knows its address, its CA
/// file, its first credentials and, for the last step, where its data folder is. Its plaintext copy of the
/// bundled public sample is the one place where content is written readable: in a temporary folder of its
/// own, deleted in the same step.
@NullMarked
package io.holdfast.cli.quickstart;

import org.jspecify.annotations.NullMarked;
