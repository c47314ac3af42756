package io.holdfast.server;

import java.nio.charset.StandardCharsets;

/// What a [FaultServer] does with a request.
sealed interface Fault {

    /// Passes it on.
    Fault NONE = new Pass();

    /// Closes the connection with a TCP reset.
    Fault RESET = new Reset();

    /// Never answers.
    Fault STALL = new Stall();

    /// Begins an answer and never ends it.
    Fault HALF = new Half();

    /// Passes it on.
    record Pass() implements Fault {}

    /// Closes the connection with a TCP reset.
    record Reset() implements Fault {}

    /// Never answers.
    record Stall() implements Fault {}

    /// Begins an answer and never ends it.
    record Half() implements Fault {}

    /// Answers this.
    ///
    /// @param headers each with its line end
    record Answer(int status, String headers, String body) implements Fault {

        byte[] bytes() {
            return ("HTTP/1.1 " + status + " Fault\r\nContent-Type: application/json\r\n" + headers
                    + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /// An error in the envelope of Key Vault.
    static Answer error(int status, String code, String innerCode) {
        String inner = innerCode.isEmpty() ? "" : ",\"innererror\":{\"code\":\"" + innerCode + "\"}";
        return new Answer(status, "",
                "{\"error\":{\"code\":\"" + code + "\",\"message\":\"as told\"" + inner + "}}");
    }
}
