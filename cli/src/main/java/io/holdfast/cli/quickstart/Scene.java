package io.holdfast.cli.quickstart;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.client.Answer;
import java.time.Duration;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where the steps play: the client, the names, and the transcript that shows each call. For one thread.
record Scene(ApiClient client, Names names, Transcript out) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// An empty JSON object.
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// A JSON value written as text in this source.
    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    /// Sends a management call that must succeed, and shows it.
    Answer manage(String method, String target) {
        return expectSuccess(method, target,
                show(method, target, client.send(method, target, Audience.MANAGEMENT)));
    }

    /// Sends a management call that must succeed, and shows it with its body.
    Answer manage(String method, String target, JsonNode body) {
        return call(method, target, Audience.MANAGEMENT, body);
    }

    /// The same, then waits for the asynchronous operation that it began, if it did.
    Answer manageToEnd(String method, String target, JsonNode body) {
        Answer answer = manage(method, target, body);
        answer.header("azure-asyncoperation")
                .ifPresent(operation -> awaitOperation(method, target, operation));
        return answer;
    }

    /// Sends a call to a data plane that must succeed, and shows it with its body.
    Answer call(String method, String target, Audience audience, JsonNode body) {
        return call(method, target, audience, body, body.toString());
    }

    /// The same, but shows a description of the body.
    Answer call(String method, String target, Audience audience, JsonNode body, String description) {
        Answer answer = show(method, target, client.send(method, target, audience, body));
        out.body(description);
        return expectSuccess(method, target, answer);
    }

    /// Sends a call without a body that must succeed, and shows it.
    Answer call(String method, String target, Audience audience) {
        return expectSuccess(method, target, show(method, target, client.send(method, target, audience)));
    }

    /// Repeats a GET, unseen, until the answer is as wanted; shows the last one.
    Answer awaitGet(String target, String wanted, Predicate<Answer> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = client.send("GET", target, Audience.MANAGEMENT);
        while (!condition.test(answer)) {
            StepFailedException.unless(System.nanoTime() < deadline, wanted, summary(answer));
            pause(POLL_INTERVAL);
            answer = client.send("GET", target, Audience.MANAGEMENT);
        }
        return show("GET", target, answer);
    }

    private void awaitOperation(String method, String target, String operation) {
        long start = System.nanoTime();
        Answer answer = client.send("GET", operation, Audience.MANAGEMENT);
        int polls = 1;
        while (isRunning(answer)) {
            StepFailedException.unless(System.nanoTime() - start < PATIENCE.toNanos(),
                    method + " " + target + " to come to its end", summary(answer));
            pause(POLL_INTERVAL);
            answer = client.send("GET", operation, Audience.MANAGEMENT);
            polls++;
        }
        String status = answer.body().path("status").asString("");
        out.say("       asynchronous operation: " + status + " after " + polls
                + (polls == 1 ? " poll, " : " polls, ")
                + Transcript.time(Duration.ofNanos(System.nanoTime() - start)));
        StepFailedException.unless(status.equalsIgnoreCase("Succeeded"), "the operation to succeed",
                summary(answer));
    }

    private static boolean isRunning(Answer answer) {
        String status = answer.body().path("status").asString("");
        return answer.succeeded() && !status.equalsIgnoreCase("Succeeded")
                && !status.equalsIgnoreCase("Failed")
                && !status.equalsIgnoreCase("Canceled");
    }

    private Answer show(String method, String target, Answer answer) {
        out.call(method, target, answer);
        return answer;
    }

    private static Answer expectSuccess(String method, String target, Answer answer) {
        StepFailedException.unless(answer.succeeded(), method + " " + target + " to succeed",
                answer.errorText());
        return answer;
    }

    /// An answer as it is shown where it was not the one expected.
    static String summary(Answer answer) {
        return answer.succeeded() ? answer.status() + " " + answer.body() : answer.errorText();
    }

    /// Waits a little between two polls.
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailedException("the quickstart to run to its end", "an interrupt");
        }
    }
}
