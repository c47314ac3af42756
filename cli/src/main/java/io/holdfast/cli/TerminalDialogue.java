package io.holdfast.cli;

import io.holdfast.client.RestException;
import io.holdfast.cmk.Dialogue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/// Talks on the terminal. Where nobody answers, the answer is no.
record TerminalDialogue(PrintWriter out, BufferedReader in, boolean agreedToAll) implements Dialogue {

    @Override
    public void say(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public boolean agreed(String question) {
        say("         " + question + (agreedToAll ? " (yes, by --yes)" : " Answer yes, or run with --yes:"));
        if (agreedToAll) {
            return true;
        }
        try {
            String answer = in.readLine();
            return answer != null && answer.strip().equalsIgnoreCase("yes");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException("interrupted", e);
        }
    }
}
