package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.pattern.ConditionSpec;
import io.millrace.functions.pattern.PatternRule;
import io.millrace.functions.pattern.PatternSpec;
import io.millrace.functions.pattern.StepSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules for patterns are read from JSON as they are; the example of docs/guide/patterns.md. */
class PatternRuleJsonTest {

  @Test
  void shouldReadARuleThatLeavesOutWhatItDoesNotNeed() throws Exception {
    String json =
        """
        {"name":"moving","version":1,"pattern":{"withinMs":600000,"steps":[
            {"name":"failed","where":{"op":"=","field":"ok","value":false}},
            {"join":"next","name":"moved","where":{"op":"!=","field":"country","step":"failed"}}]}}
        """;
    PatternRule rule = JsonValues.strictReader(PatternRule.class).readValue(json);
    StepSpec failed = StepSpec.step(null, "failed", ConditionSpec.compare("ok", "=", "false"));
    StepSpec moved =
        StepSpec.step("next", "moved", ConditionSpec.compare("country", "!=", "failed", null));
    assertThat(rule)
        .isEqualTo(new PatternRule("moving", 1, PatternSpec.of(List.of(failed, moved), 600_000L)));
    PatternRule again = JsonValues.reader(PatternRule.class).readValue(JsonValues.toJson(rule));
    assertThat(again).isEqualTo(rule);
  }

  @Test
  void shouldReadARemoval() throws Exception {
    PatternRule removal =
        JsonValues.strictReader(PatternRule.class).readValue("{\"name\":\"moving\",\"version\":2}");
    assertThat(removal).isEqualTo(PatternRule.removal("moving", 2));
  }
}
