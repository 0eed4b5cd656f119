package dev.kasava.keys.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.kasava.keys.key.KeyId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Every state that the page can be in, and how a person gets there. */
final class States {
  private static final String LIST = "/settings/api-keys";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** One of them. States follow each other in one browser, which signs in once. */
  record State(String name, Consumer<Page> way) {
    void enter(Page page) {
      way.accept(page);
    }
  }

  private States() {}

  static List<State> all(BusyHouse house) {
    String url = house.server().url();
    return List.of(
        new State("signin", page -> page.navigate(url)),
        new State("signin-refused", page -> signIn(page, "ksa_not-a-key", "#key-error")),
        new State("list", page -> signIn(page, house.secret(), "table.keys")),
        new State("list-menu", page -> menu(page, house.production())),
        new State("list-tooltip", page -> tooltip(page, url)),
        new State("list-filtered", page -> page.navigate(url + LIST + "?status=expired")),
        new State("list-nothing", page -> page.navigate(url + LIST + "?q=nothing")),
        new State("create", page -> open(page, url, LIST + "/new")),
        new State("create-wrong", States::wrong),
        new State("reveal", page -> reveal(page, house)),
        new State("reveal-leaving", States::leaving),
        new State("reveal-copy-failed", States::copyFailed),
        new State("usage", page -> open(page, url, at(house.production(), "usage"))),
        new State("usage-numbers", States::numbers),
        new State("usage-none", page -> open(page, url, at(house.unused(), "usage"))),
        new State("edit", page -> open(page, url, at(house.production(), "edit"))),
        new State("regenerate", page -> open(page, url, at(house.production(), "regenerate"))),
        new State("regenerate-expired", page -> open(page, url, at(house.expired(), "regenerate"))),
        new State("delete", page -> open(page, url, at(house.production(), "delete"))),
        new State("delete-creator", page -> open(page, url, at(house.first(), "delete"))),
        new State("delete-unused", page -> open(page, url, at(house.unused(), "delete"))),
        new State("claim", page -> open(page, url, at(house.waiting(), "claim"))),
        new State("claim-page", page -> page.navigate(url + at(house.waiting(), "claim"))),
        new State("checkup", page -> open(page, url, LIST + "/checkup")),
        new State("connect", page -> open(page, url, LIST + "/connect")),
        new State("usage-page", page -> page.navigate(url + at(house.production(), "usage"))),
        new State("create-page", page -> page.navigate(url + LIST + "/new")),
        new State("general", page -> page.navigate(url + "/settings/general")),
        new State("organization", page -> page.navigate(url + "/settings/organization")),
        new State(
            "member",
            page -> page.navigate(url + "/settings/organization/members/" + house.grace())),
        new State("audit", page -> page.navigate(url + "/settings/audit")),
        new State(
            "audit-key", page -> page.navigate(url + "/settings/audit?key=" + house.production())),
        new State(
            "audit-empty",
            page -> page.navigate(url + "/settings/audit?key=key_0000000000000000000000")),
        new State("not-found", page -> page.navigate(url + "/settings/nowhere")));
  }

  private static String at(KeyId key, String action) {
    return LIST + "/" + key + "/" + action;
  }

  private static void signIn(Page page, String key, String arrival) {
    page.getByLabel("API key").fill(key);
    page.keyboard().press("Enter");
    page.locator(arrival).waitFor();
  }

  private static void menu(Page page, KeyId key) {
    page.locator("[data-key=" + key + "] summary").click();
  }

  private static void tooltip(Page page, String url) {
    page.navigate(url + LIST);
    page.locator(".told a").first().focus();
  }

  /** By its link where there is one on the list, as people do. */
  private static void open(Page page, String url, String path) {
    page.navigate(url + LIST);
    page.evaluate("path => document.querySelector(`a[href='${path}']`).click()", path);
    page.locator("dialog[open] [data-panel]").waitFor();
  }

  private static void wrong(Page page) {
    page.locator("dialog #name").fill("First key");
    page.keyboard().press("Enter");
    page.locator("dialog [aria-invalid]").waitFor();
  }

  private static void reveal(Page page, BusyHouse house) {
    house.tick();
    page.navigate(house.server().url() + LIST);
    page.locator("a[href='" + LIST + "/new']").click();
    page.locator("dialog #name").fill("Staging Server " + NUMBER.incrementAndGet());
    page.keyboard().press("Enter");
    page.locator("dialog [data-secret]").waitFor();
  }

  private static void leaving(Page page) {
    page.keyboard().press("Escape");
    page.locator("dialog [data-leave]").waitFor();
  }

  private static void copyFailed(Page page) {
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }");
    page.locator("dialog [data-copy]").click();
    page.locator("dialog .failed").waitFor();
    page.evaluate("() => { document.querySelector('dialog [data-secret]').dataset.copied = ''; }");
  }

  private static void numbers(Page page) {
    Locator numbers = page.locator("dialog .behind summary").first();
    numbers.click();
    page.locator("dialog .scroll")
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
  }
}
