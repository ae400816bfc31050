/** The attributes of stored elements, read by the table of the layout: what it does not have is not read. */
import * as Y from "yjs";
import { isStoredValue, type StoredName, storedForm } from "../../charter/text/layout.ts";
import type { Sight } from "./sight.ts";

type Stored = string | number | boolean;

/** The value of an attribute and the id under which it was written; null where it is missing or none that it may have. */
export function attributeOf(
  yElement: Y.XmlElement,
  name: StoredName,
  key: string,
  sight: Sight,
): { readonly value: Stored; readonly stamp: Y.ID } | null {
  const latest = yElement._map.get(key);
  const form = storedForm(name, key);
  const set = sight.settingOf?.(yElement, key);
  if (set !== undefined)
    return form !== null && isStoredValue(form, set.value) ? { value: set.value as Stored, stamp: set.stamp } : null;
  const seen = latest === undefined ? null : sight.valueOf(latest);
  if (seen === null || form === null) return null;
  const { item, index } = seen;
  const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr[index] : undefined;
  const stamp = index === 0 ? item.id : Y.createID(item.id.client, item.id.clock + index);
  return isStoredValue(form, value) ? { value: value as Stored, stamp } : null;
}

/** False where all of them are usual, which is found without reading them. */
export const mayHaveAttributes = (yElement: Y.XmlElement, sight: Sight): boolean =>
  yElement._map.size > 0 || sight.settingOf !== undefined;

/** Reads the attributes of one element; each has the value that is usual where it is missing. */
export function attributesOf(yElement: Y.XmlElement, name: StoredName, sight: Sight) {
  const read = (key: string): Stored | undefined =>
    !mayHaveAttributes(yElement, sight) ? undefined : attributeOf(yElement, name, key, sight)?.value;
  return {
    text(key: string, usual = ""): string {
      const value = read(key);
      return typeof value === "string" ? value : usual;
    },
    whole<Usual extends number | null>(key: string, usual: Usual): number | Usual {
      const value = read(key);
      return typeof value === "number" ? value : usual;
    },
    flag: (key: string): boolean => read(key) === true,
  };
}
