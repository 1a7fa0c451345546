export const signIn = {
  title: 'Sign in',
  login: 'Login',
  password: 'Password',
  submit: 'Sign in',
  hint: 'Every step has its proof; an owner who has paid is left in peace.',
  enterLogin: 'Enter your login',
  enterPassword: 'Enter your password',
};
