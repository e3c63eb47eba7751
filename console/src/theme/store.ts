import { darkTheme, type GlobalThemeOverrides } from 'naive-ui'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { applyTheme, type Theme, TOKENS } from './tokens'

const KEPT = 'anlan.theme'

/** Dark unless the user chose light: duty rooms are dark. */
export const useTheme = defineStore('theme', () => {
  const theme = ref<Theme>(localStorage.getItem(KEPT) === 'light' ? 'light' : 'dark')
  watch(
    theme,
    (now) => {
      applyTheme(now)
      localStorage.setItem(KEPT, now)
    },
    { immediate: true },
  )

  const componentTheme = computed(() => (theme.value === 'dark' ? darkTheme : null))
  const overrides = computed<GlobalThemeOverrides>(() => {
    const c = TOKENS[theme.value]
    return {
      common: {
        primaryColor: c.accent,
        primaryColorHover: c['accent-strong'],
        primaryColorPressed: c['accent-press'],
        primaryColorSuppl: c.accent,
        infoColor: c.accent,
        infoColorHover: c['accent-strong'],
        successColor: c['state-online'],
        warningColor: c['state-degraded'],
        errorColor: c['state-fault'],
        errorColorHover: c['state-fault'],
        textColorBase: c['text-0'],
        textColor1: c['text-0'],
        textColor2: c['text-1'],
        textColor3: c['text-2'],
        bodyColor: c['surface-0'],
        cardColor: c['surface-1'],
        modalColor: c['surface-1'],
        popoverColor: c['surface-2'],
        tableColor: c['surface-1'],
        inputColor: theme.value === 'dark' ? c['surface-0'] : c['surface-1'],
        borderColor: c['line-2'],
        dividerColor: c['line-1'],
        borderRadius: '3px',
        borderRadiusSmall: '2px',
        fontSize: '13px',
        fontSizeMedium: '13px',
        fontSizeSmall: '13px',
        fontFamily: 'var(--font)',
        fontFamilyMono: 'var(--mono)',
        heightMedium: '32px',
        heightSmall: '28px',
        lineHeight: '1.5',
      },
      Button: { textColorPrimary: c['on-accent'], textColorHoverPrimary: c['on-accent'], textColorPressedPrimary: c['on-accent'], textColorFocusPrimary: c['on-accent'] },
      Input: { border: `1px solid ${c['line-2']}`, borderHover: `1px solid ${c['text-3']}`, borderFocus: `1px solid ${c.accent}`, boxShadowFocus: 'none' },
      Select: { peers: { InternalSelection: { border: `1px solid ${c['line-2']}`, borderHover: `1px solid ${c['text-3']}`, borderFocus: `1px solid ${c.accent}`, borderActive: `1px solid ${c.accent}`, boxShadowFocus: 'none', boxShadowActive: 'none' } } },
      Form: { feedbackFontSizeMedium: '12px', feedbackPadding: '3px 0 0', labelPaddingVertical: '0 0 4px' },
      Dialog: { borderRadius: '4px' },
      Card: { borderRadius: '4px' },
    }
  })

  function toggle(): void {
    theme.value = theme.value === 'dark' ? 'light' : 'dark'
  }

  return { theme, componentTheme, overrides, toggle }
})
