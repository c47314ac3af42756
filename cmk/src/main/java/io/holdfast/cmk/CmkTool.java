package io.holdfast.cmk;

import io.holdfast.client.RestClient;
import io.holdfast.client.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What an owner does about a customer-managed key, over the public APIs of one cloud. For one thread.
///
/// Each method throws [io.holdfast.client.RestException] where a service gives no answer, or one that nothing
/// can be done about; its message is for the user.
public final class CmkTool {

    private final Azure azure;
    private final Names names;
    private final Dialogue dialogue;
    private final Duration patience;

    /// @param rest not closed by this
    /// @param patience how long to wait for one step; in the mirrored service some take hours
    public CmkTool(Cloud cloud, RestClient rest, TokenSource tokens, Names names, Dialogue dialogue,
            Duration patience) {
        this.azure = new Azure(cloud, rest, tokens, dialogue);
        this.names = names;
        this.dialogue = dialogue;
        this.patience = patience;
    }

    /// Carries out the six steps; those that are done already are only looked at.
    ///
    /// @param confirming whether to confirm the onboarding too, as the operator
    /// @return whether all are done
    public boolean setUp(boolean confirming) {
        return new Setup(azure, dialogue, patience).run(steps(confirming));
    }

    /// Prints what [#setUp] finds, what it would do and the calls that it would make.
    ///
    /// @return whether nothing is in the way
    public boolean dryRun(boolean confirming) {
        return new Setup(azure, dialogue, patience).show(steps(confirming), true).stream()
                .noneMatch(Finding.Blocked.class::isInstance);
    }

    /// Prints how everything stands.
    ///
    /// @return whether all is set up
    public boolean status() {
        List<Finding> findings = new Setup(azure, dialogue, patience).show(steps(false), false);
        KeyReports.health(azure, names).ifPresent(health -> KeyReports.sayHealth(health, dialogue));
        KeyReports.usage(azure, names).ifPresent(usage -> KeyReports.sayUsage(usage, dialogue));
        return findings.stream().allMatch(Finding.Done.class::isInstance);
    }

    /// Prints what a change would be answered, what it misses and what of it cannot be undone; makes nothing.
    ///
    /// @param own whether to look for oneself, as against the mirrored service, where this product would tell
    /// @return whether nothing is in the way
    public boolean preflight(Change change, boolean own) {
        return new Preflight(azure, names, dialogue).run(change, own);
    }

    /// Makes a new version of the key, puts the cluster on it, and says what becomes of the old one.
    public void rotate() {
        new Rotation(azure, names, dialogue, patience).run();
    }

    /// Rotates the key, disables and enables it again, and measures what follows from it.
    ///
    /// The data of the cluster are out of reach in between; nothing is lost.
    ///
    /// @param table whose rows are counted before and after; empty to count none
    /// @param darkness how long to watch that everything is refused
    /// @param clock of the report
    public DrillReport drill(Optional<String> table, Duration darkness, InstantSource clock) {
        return new Drill(azure, names, dialogue, patience, clock).run(table, darkness);
    }

    private List<Step> steps(boolean confirming) {
        return List.of(new GroupStep(azure, names), new VaultStep(azure, names), new KeyStep(azure, names),
                new ClusterStep(azure, names), AccessStep.ofCluster(azure, names),
                new ClusterKeyStep(azure, names), new WorkspaceStep(azure, names),
                new LinkStep(azure, names), new CosmosStep(azure, names),
                AccessStep.ofCosmos(azure, names), new OnboardingStep(azure, names),
                new ConfirmationStep(azure, names, confirming));
    }
}
