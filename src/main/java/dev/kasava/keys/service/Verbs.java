package dev.kasava.keys.service;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.usage.Turnstile;
import dev.kasava.keys.usage.UsageMeter;
import java.time.InstantSource;

/** All verbs over one installation. */
public record Verbs(
    CreateKey create,
    ListKeys list,
    ReadKey read,
    UpdateKey update,
    ClaimKey claim,
    RefuseClaim refuseClaim,
    RegenerateKey regenerate,
    DeleteKey delete,
    ReadUsage usage,
    VerifyKey verify,
    WhoAmI whoAmI,
    AuditKeys audit,
    ReadAudit log,
    ReportLeak reportLeak,
    ReadRevocations revocations,
    UpdateOwner updateOwner,
    ReadTeam team,
    ChangeTeam changeTeam,
    ManageOwners owners,
    ImportKeys importKeys,
    ExportKeys exportKeys) {

  public static Verbs over(
      KeyStore store,
      UsageStore usage,
      UsageMeter meter,
      Turnstile turnstile,
      Authenticator authenticator,
      Mint mint,
      Peppers peppers,
      InstantSource clock) {
    return new Verbs(
        new CreateKey(store, mint, clock),
        new ListKeys(store, meter, clock),
        new ReadKey(store, meter, clock),
        new UpdateKey(store, clock),
        new ClaimKey(store, mint, clock),
        new RefuseClaim(store, clock),
        new RegenerateKey(store, mint, clock),
        new DeleteKey(store, clock),
        new ReadUsage(store, usage, meter, clock),
        new VerifyKey(authenticator, turnstile),
        new WhoAmI(store, usage, clock),
        new AuditKeys(store, usage, meter, clock),
        new ReadAudit(store),
        new ReportLeak(store, peppers, clock),
        new ReadRevocations(store, clock),
        new UpdateOwner(store, clock),
        new ReadTeam(store),
        new ChangeTeam(store, mint, clock),
        new ManageOwners(store, mint, clock),
        new ImportKeys(store, mint, clock),
        new ExportKeys(store, mint, clock));
  }
}
