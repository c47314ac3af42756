package io.holdfast.keyvault;

import tools.jackson.databind.JsonNode;

/// Runs one case of a vector file.
@FunctionalInterface
interface VectorCheck {

    Outcome check(JsonNode group, JsonNode test);
}
