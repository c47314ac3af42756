package io.holdfast.cmk;

/// One thing that must be so for the customer-managed key to work, and how it comes about.
interface Step {

    /// The step of the article that it belongs to, and what it is about.
    String title();

    /// Looks; changes nothing.
    Finding inspect();
}
