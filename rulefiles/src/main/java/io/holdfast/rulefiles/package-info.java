/// Reads analytics rules from files as public rule repositories hold them, and makes them the bodies that the API of
/// alert rules takes.
///
/// It knows file formats and the names of members; whether a rule is right is for the API to say. It opens no
/// connection. What it reads was written by strangers.
@NullMarked
package io.holdfast.rulefiles;

import org.jspecify.annotations.NullMarked;
