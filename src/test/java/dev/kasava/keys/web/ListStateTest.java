package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.web.view.ListControls;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

final class ListStateTest {
  private static final ListState PLAIN = new ListState("", null, KeyOrder.NEWEST);

  @Test
  void anAddressSaysWhatIsNotAsUsual() {
    assertThat(PLAIN.path()).isEqualTo("/settings/api-keys");
    assertThat(new ListState("a&b", KeyStatus.EXPIRING_SOON, KeyOrder.NAME).path("c+d"))
        .isEqualTo("/settings/api-keys?q=a%26b&status=expiring-soon&sort=name&cursor=c%2Bd");
  }

  @Test
  void aHeadingSortsAndSaysWhichWay() {
    assertThat(columns(PLAIN))
        .containsExactly(
            Tuple.tuple("Name", "/settings/api-keys?sort=name", null),
            Tuple.tuple("Key Prefix", "", null),
            Tuple.tuple("Created", "/settings/api-keys?sort=oldest", "descending"),
            Tuple.tuple("Last Used", "/settings/api-keys?sort=last-used", null),
            Tuple.tuple("30 days", "", null),
            Tuple.tuple("Expires", "/settings/api-keys?sort=expiry", null),
            Tuple.tuple("Status", "", null));
    assertThat(columns(new ListState("", null, KeyOrder.OLDEST)))
        .contains(Tuple.tuple("Created", "/settings/api-keys", "ascending"));
    assertThat(columns(new ListState("", null, KeyOrder.NAME)))
        .contains(Tuple.tuple("Name", "/settings/api-keys?sort=name-reversed", "ascending"));
    assertThat(columns(new ListState("", null, KeyOrder.LONGEST_UNUSED)))
        .contains(Tuple.tuple("Last Used", "/settings/api-keys?sort=last-used", "ascending"));
    assertThat(columns(new ListState("", null, KeyOrder.EXPIRY_REVERSED)))
        .contains(Tuple.tuple("Expires", "/settings/api-keys?sort=expiry", "descending"));
  }

  private static List<Tuple> columns(ListState state) {
    return state.controls().columns().stream()
        .map(column -> Tuple.tuple(column.label(), column.path(), column.sorted()))
        .toList();
  }

  @Test
  void everyOrderHasItsNameAndOneIsChosen() {
    assertThat(new ListState("", null, KeyOrder.EXPIRY).controls().sorts())
        .hasSize(KeyOrder.values().length)
        .allSatisfy(sort -> assertThat(sort.label()).isNotBlank())
        .filteredOn(ListControls.Sort::chosen)
        .extracting(ListControls.Sort::label)
        .containsExactly("First to expire first");
  }

  @Test
  void aFilterKeepsTheSearchAndTheOrder() {
    ListControls controls = new ListState("x", KeyStatus.EXPIRED, KeyOrder.NAME).controls();
    assertThat(controls.search()).isEqualTo("x");
    assertThat(controls.status()).isEqualTo("expired");
    assertThat(controls.sort()).isEqualTo("name");
    assertThat(controls.filters())
        .contains(
            new ListControls.Filter("All", "/settings/api-keys?q=x&sort=name", false),
            new ListControls.Filter(
                "Expired", "/settings/api-keys?q=x&status=expired&sort=name", true));
  }
}
