/// `Microsoft.SecurityInsights`: onboarding states of workspaces, and resources that are kept as documents.
///
/// It knows workspaces through the public face of `loganalytics` and keeps what customers write in the
/// document store only; onboarding states are the platform's and stay readable while the store is dark.
@NullMarked
package io.holdfast.sentinel;

import org.jspecify.annotations.NullMarked;
