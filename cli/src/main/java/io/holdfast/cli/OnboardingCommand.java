package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the operator of an installation does about onboardings to Sentinel.
@Command(name = "onboarding",
        description = "Confirm that a workspace was onboarded under a customer-managed key.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = OnboardingCommand.Confirm.class)
public final class OnboardingCommand {

    private static final String VERSION = "?api-version=2021-03-01-preview";

    private OnboardingCommand() {}

    /// The path of the call that confirms a workspace's onboarding.
    ///
    /// @param workspaceId the workspace's resource id
    public static String confirmation(String workspaceId) {
        return workspaceId + "/providers/Microsoft.SecurityInsights/onboardingStates/default/confirm"
                + VERSION;
    }

    /// `onboarding confirm WORKSPACE`.
    @Command(name = "confirm", mixinStandardHelpOptions = true,
            description = "Confirm the onboarding; needs the role Holdfast Operator.")
    static final class Confirm implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Parameters(paramLabel = "WORKSPACE",
                description = "Resource id of the workspace (/subscriptions/...).")
        private String workspace = "";

        @Override
        public Integer call() {
            LogSetup.quiet();
            if (!workspace.startsWith("/subscriptions/")) {
                throw new CommandFailedException("the workspace must be named by its resource id,"
                        + " /subscriptions/.../workspaces/NAME, not: " + workspace);
            }
            try (ApiClient client = connection.connect()) {
                Answer answer = client.send("POST", confirmation(workspace), Audience.MANAGEMENT);
                if (!answer.succeeded()) {
                    throw new CommandFailedException(answer.errorText());
                }
            }
            spec.commandLine().getOut().println("The onboarding of " + workspace + " is confirmed.");
            return CommandLine.ExitCode.OK;
        }
    }
}
