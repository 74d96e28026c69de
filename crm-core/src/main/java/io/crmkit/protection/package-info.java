/**
 * Keys of sensitive fields (ACC-11). Begin with {@link io.crmkit.protection.FieldKeys}, which
 * {@link io.crmkit.CrmBuilder#fieldKeys} takes; {@link io.crmkit.protection.TinkFieldKeys} makes and keeps them with Tink.
 */
@NullMarked
package io.crmkit.protection;

import org.jspecify.annotations.NullMarked;
