/**
 * An application as the engine runs it: checked, numbered, with codecs and bindings resolved.
 *
 * <p>Read {@link io.millrace.runtime.plan.ApplicationPlan} first. Everything here is immutable
 * after compilation, except {@link io.millrace.runtime.plan.NameRegistry}, and shared by all slots.
 */
package io.millrace.runtime.plan;
