import { getMetadataStorage } from 'class-validator';

let isRemembering = false;

/**
 * Keeps the rules of each class. class-validator would look for them with every object it validates, and for those that
 * are inherited among all classes of the program; a class that is validated is declared, so its rules change no more.
 */
export function rememberValidationRules(): void {
  if (isRemembering) {
    return;
  }
  isRemembering = true;
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    // Nothing here uses these; with them a class has other rules.
    if (schema || always || strictGroups || groups?.length) {
      return find(target, schema, always, strictGroups, groups);
    }
    const rules = known.get(target) ?? find(target, schema, always, strictGroups, groups);
    known.set(target, rules);
    return rules;
  };
}
