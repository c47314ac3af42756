/// Requests, responses, routes and errors of the mirrored APIs.
///
/// It knows no web server, no token format and no resource; it holds the rule that every route denies by
/// default.
@NullMarked
package io.holdfast.rest;

import org.jspecify.annotations.NullMarked;
