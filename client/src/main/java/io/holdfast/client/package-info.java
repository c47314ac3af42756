/// A small client of Azure's REST APIs: JSON over HTTPS with bearer tokens. It knows no API, no server and no
/// way of getting a token.
@NullMarked
package io.holdfast.client;

import org.jspecify.annotations.NullMarked;
