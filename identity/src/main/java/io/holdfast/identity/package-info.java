/// Who may do what: principals, their secrets and tokens, and role assignments.
///
/// It knows no resource but as a scope, and no vault; it must not issue a token to a managed identity or to a
/// first-party principal.
@NullMarked
package io.holdfast.identity;

import org.jspecify.annotations.NullMarked;
