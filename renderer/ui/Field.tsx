import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** Said instead of accepted; null: nothing wrong. */
  readonly fault?: string | null;
  readonly type?: "text" | "date" | "number" | "url" | "password";
  readonly lines?: number;
  readonly isOptional?: boolean;
  readonly autoFocus?: boolean;
  /** Codes and addresses: left to right in every language, no spell-checking. */
  readonly isCode?: boolean;
  readonly maxLength?: number;
}

export function Field(props: FieldProps) {
  const { t } = useTranslation();
  const { label, value, onChange, hint, fault = null, type = "text", lines = 1, isOptional = false } = props;
  const shared = {
    maxLength: props.maxLength ?? 2000,
    dir: props.isCode || (type !== "text" && type !== "password") ? "ltr" : "auto",
    ...(props.isCode
      ? { spellCheck: false, autoCapitalize: "off", autoComplete: "off", className: "input code" }
      : { className: "input" }),
  } as const;
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={fault !== null}
      validationBehavior="aria"
      autoFocus={props.autoFocus ?? false}
    >
      <Label className="label">
        {label}
        {isOptional && <span className="optional"> ({t("app.optional")})</span>}
      </Label>
      {lines > 1 ? (
        <TextArea {...shared} rows={lines} />
      ) : (
        <Input
          {...shared}
          type={type === "number" ? "text" : type}
          {...(type === "password" ? { autoComplete: "off" } : {})}
          {...(type === "number" ? { inputMode: "numeric" as const } : {})}
        />
      )}
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="fault">{fault}</FieldError>
    </TextField>
  );
}
